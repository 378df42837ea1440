// Fills the field `value` of a form[data-random] with 32 random bytes of this browser. Works without: the field takes a
// value from any tool.

for (const form of document.querySelectorAll("form[data-random]")) {
  const field = form.elements.value;
  if (!globalThis.crypto?.getRandomValues || field.value) continue;
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  field.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  field.classList.add("code");
}
