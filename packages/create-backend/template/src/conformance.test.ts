import { describeBackend } from "@lumbre/backend-testkit";
import { create__Name__ } from "./create__Name__.js";

describeBackend("__NAME__", create__Name__);
