// Opening a file of one's own: dropping it, a word before it is sent in vain, and a sign that something is going on.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('.import-form'));
if (form) ready(form);
for (const other of document.querySelectorAll('.import-changes'))
  onceOnly(/** @type {HTMLFormElement} */ (other));

/** @param {HTMLFormElement} form */
function ready(form) {
  const drop = /** @type {HTMLElement} */ (form.querySelector('#drop'));
  const input = /** @type {HTMLInputElement} */ (form.querySelector('#file'));
  const note = /** @type {HTMLElement} */ (form.querySelector('#import-note'));

  const check = () => {
    const file = input.files?.[0];
    const tooLarge = file !== undefined && file.size > Number(form.dataset.mostBytes);
    input.setCustomValidity(tooLarge ? (form.dataset.tooLarge ?? '') : '');
    note.textContent = input.validationMessage && tooLarge ? input.validationMessage : '';
  };
  input.addEventListener('change', check);

  for (const kind of ['dragenter', 'dragover']) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add('over');
    });
  }
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    input.files = files;
    check();
  });
  form.addEventListener('submit', () => {
    note.textContent = form.dataset.busy ?? '';
  });
  onceOnly(form);
}

/**
 * Sent once: a second press while the server works would make it work twice.
 * @param {HTMLFormElement} form
 */
function onceOnly(form) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
  // Coming back to the page with the browser's arrow, it may be sent again.
  addEventListener('pageshow', () => delete form.dataset.sent);
}
