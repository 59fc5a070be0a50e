export { create__Name__, create__Name__ as create } from "./create__Name__.js";
