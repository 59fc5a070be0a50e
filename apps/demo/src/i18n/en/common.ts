export const common = {
  title: "Lumbre · watch a network learn",
  pages: { train: "Train", filters: "Filters", gradients: "Gradients" },
  navigation: "Pages",
  language: "Language",
  theme: "Appearance",
  themes: { auto: "Automatic", light: "Light", dark: "Dark" },
  skip: "Skip to the content",
  source: "Made with Lumbre, PyTorch for TypeScript. No server sees what you do here.",
  copied: "Copied",
  update: "There is a new version of this page.",
  reload: "Reload",
};
