// The preview of a checklist reacts as the visit sheet does; nothing is sent before a button is pressed.

import { bind } from "./checklist-form.mjs";

const form = document.querySelector("form[data-preview]");
if (form) bind(form);
