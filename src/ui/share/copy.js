// Puts a text into the clipboard. Where the browser refuses, as on a page of plain HTTP or in a frame of another site, selects
// it in its field and gives false.
export async function copy(field) {
  try {
    // Chromium tells its console of a frame that tries in vain.
    if (document.featurePolicy?.allowsFeature('clipboard-write') === false) throw new Error('refused');
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select();
    return false;
  }
}
