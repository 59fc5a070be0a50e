"""Loads the MLP that was saved in the browser, and reads digits with it.

pip install torch torchvision safetensors
"""

import torch
from safetensors.torch import load_file
from torch import nn


class MLP(nn.Module):
    def __init__(self, dropout=0.0):
        super().__init__()
        self.hidden = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 128), nn.ReLU())
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(128, 10)

    def forward(self, x):
        return self.fc(self.dropout(self.hidden(x)))


model = MLP()
model.load_state_dict(load_file("mlp.safetensors"))
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
