// Puts the link into the clipboard, and says so on the button for a moment. Where the browser refuses, as on a page of plain
// HTTP or in a frame of another site, shows the row of that id, with the link in its field, selected.
export async function copy(link, button, id, words) {
  const row = document.getElementById(id);
  const [field, dismiss] = row.querySelectorAll('input, button');
  const close = () => {
    row.hidden = true;
    button.focus();
  };
  try {
    await navigator.clipboard.writeText(link);
    row.hidden = true;
    button.textContent = words[1];
    setTimeout(() => (button.textContent = words[0]), 2000);
  } catch {
    row.hidden = false;
    field.value = link;
    field.focus();
    field.select();
    dismiss.onclick = close;
    row.onkeydown = ({ key }) => {
      if (key === 'Escape') close();
    };
  }
}
