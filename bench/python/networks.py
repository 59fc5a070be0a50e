"""The networks, and their training steps."""

import torch
from torch import nn


def block(c_in, c_out):
    return nn.Sequential(nn.Conv2d(c_in, c_out, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))


class ReferenceCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = block(1, 64)
        self.conv2 = block(64, 128)
        self.fc = nn.Linear(128 * 7 * 7, 10)

    def forward(self, x):
        x = self.conv2(self.conv1(x))
        return self.fc(x.view(x.shape[0], -1))


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


def mlp():
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


class BasicBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        y = self.bn1(self.conv1(x)).relu()
        return (self.bn2(self.conv2(y)) + x).relu()


def classifier_step(model, shape):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    x = torch.randn(shape)
    y = torch.randint(0, 10, (shape[0],))

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        loss.item()

    return step


def block_step():
    model = BasicBlock(64)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x = torch.randn(8, 64, 56, 56, requires_grad=True)

    def step():
        x.grad = None
        optimizer.zero_grad(set_to_none=True)
        loss = model(x).square().mean()
        loss.backward()
        optimizer.step()
        loss.item()

    return step


def cnn_forward():
    model = ReferenceCNN()
    x = torch.randn(64, 1, 28, 28)

    def forward():
        with torch.no_grad():
            model(x).sum().item()

    return forward


WORKLOADS = {
    "cnnStep": lambda: classifier_step(ReferenceCNN(), (64, 1, 28, 28)),
    "cnnForward": cnn_forward,
    "lenetStep": lambda: classifier_step(lenet5(), (64, 1, 28, 28)),
    "mlpStep": lambda: classifier_step(mlp(), (64, 784)),
    "blockStep": block_step,
}
