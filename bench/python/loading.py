"""The DataLoader alone, in this process, over images in memory: what torchvision's MNIST does, without PIL."""

import numpy
import torch
from torch.utils.data import DataLoader, Dataset


class Images(Dataset):
    """MNIST's test images; each is scaled and normalised when it is asked for."""

    def __init__(self, folder):
        images = numpy.fromfile(f"{folder}/t10k-images-idx3-ubyte", numpy.uint8, offset=16)
        labels = numpy.fromfile(f"{folder}/t10k-labels-idx1-ubyte", numpy.uint8, offset=8)
        self.images = torch.from_numpy(images.reshape(-1, 1, 28, 28))
        self.labels = labels.tolist()

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        image = self.images[index].float().div_(255)
        return image.sub_(0.1307).div_(0.3081), self.labels[index]


def loader(folder):
    batches = DataLoader(Images(folder), batch_size=64, shuffle=True, num_workers=0)

    def epoch():
        assert sum(len(y) for _, y in batches) == 10_000

    return epoch


class Pictures(Dataset):
    """5,000 random images of CIFAR-10's size; each is augmented, scaled and normalised when it is asked for."""

    def __init__(self):
        # Only this workload wants torchvision.
        from torchvision import transforms

        self.images = torch.randint(0, 256, (5_000, 3, 32, 32), dtype=torch.uint8)
        self.transform = transforms.Compose(
            [
                transforms.RandomCrop(32, padding=4),
                transforms.RandomHorizontalFlip(),
                transforms.ConvertImageDtype(torch.float32),
                transforms.Normalize([0.4914, 0.4822, 0.4465], [0.247, 0.2435, 0.2616]),
            ]
        )

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.transform(self.images[index]), index % 10


def augment():
    batches = DataLoader(Pictures(), batch_size=128, shuffle=True, num_workers=0)

    def epoch():
        assert sum(len(y) for _, y in batches) == 5_000

    return epoch
