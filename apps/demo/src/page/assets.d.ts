declare module "*.jpg" {
  /** The picture's address. */
  const address: string;
  export default address;
}
