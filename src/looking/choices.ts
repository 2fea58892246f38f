export { type LabelForm, labelForms } from "../views/label-forms.ts";
