/** The text of a Python program, which Vite gives. */
declare module "*.py?raw" {
  const text: string;
  export default text;
}
