export const fashion = {
  title: "Fashion-MNIST",
  lead: "70,000 pictures of clothes in ten classes, harder than digits. Their authors keep them on GitHub: 31 MB, which this browser then keeps.",
  download: "Download 31 MB",
  choose: "I have the four files",
  stay: "Stay with the digits",
  cancel: "Cancel",
  retry: "Try again",
  progress: "Downloading",
  arrived: (bytes: string, total: string) => `${bytes} of ${total} MB`,
  problems: {
    network: (file: string) => `${file} did not arrive.`,
    hash: (file: string) => `${file} is not the file that was published.`,
    format: (file: string) => `${file} is damaged.`,
    missing: (file: string) => `${file} is missing.`,
    cancelled: (file: string) => `${file} was not downloaded.`,
  },
  otherWay:
    "You can also get train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz elsewhere, and drop all four on this page.",
  classes: ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
};
