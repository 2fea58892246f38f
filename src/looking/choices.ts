export { type LabelForm, labelForms } from "../views/labels-out.ts";
