"""Loads the CNN that was saved in the browser, and reads digits with it.

pip install torch torchvision safetensors
"""

import torch
from safetensors.torch import load_file
from torch import nn


def block(c_in, c_out):
    return nn.Sequential(nn.Conv2d(c_in, c_out, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))


class CNN(nn.Module):
    def __init__(self, dropout=0.0):
        super().__init__()
        self.conv1 = block(1, 64)
        self.conv2 = block(64, 128)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(128 * 7 * 7, 10)

    def forward(self, x):
        return self.fc(self.dropout(self.conv2(self.conv1(x)).flatten(1)))


model = CNN()
model.load_state_dict(load_file("cnn.safetensors"))
model.eval()


def predict(pixels):
    """Ten probabilities for each image of bytes [N, 28, 28], white ink on black."""
    x = pixels.unsqueeze(1).float().div(255).sub(0.1307).div(0.3081)
    with torch.no_grad():
        return model(x).softmax(1)


if __name__ == "__main__":
    from torchvision.datasets import MNIST

    test = MNIST("data", train=False, download=True)
    answers = torch.cat([predict(images).argmax(1) for images in test.data.split(100)])
    print(f"{(answers == test.targets).float().mean():.2%} of {len(test)} test digits read right")
