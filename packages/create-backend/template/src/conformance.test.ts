import { describeBackend, renderKernels } from "@lumbre/backend-testkit";
import { create__Name__ } from "./create__Name__.js";

describeBackend("__NAME__", create__Name__, { onReport: (report) => console.log(renderKernels(report)) });
