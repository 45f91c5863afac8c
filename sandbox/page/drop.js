/** Files dropped onto a phone go into the chat that is open there. */

export function acceptFiles(phone) {
  const { screen } = phone;
  const carriesFiles = (event) => phone.chat && event.dataTransfer?.types.includes("Files");
  screen.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    screen.classList.add("is-target");
  });
  screen.addEventListener("dragleave", () => screen.classList.remove("is-target"));
  screen.addEventListener("drop", (event) => {
    screen.classList.remove("is-target");
    if (!carriesFiles(event)) return;
    event.preventDefault();
    phone.chat.composer.sendFiles([...event.dataTransfer.files]);
  });
}
