// A picture into the clipboard, or as a file of the visitor's.
const blob = (canvas) => new Promise((made) => canvas.toBlob(made, 'image/png'));

/** False where the browser refuses. */
export async function copy_png(canvas) {
  try {
    // Chromium tells its console of a frame that tries in vain.
    if (document.featurePolicy?.allowsFeature('clipboard-write') === false) return false;
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob(canvas) })]);
    return true;
  } catch {
    return false;
  }
}

function give(name, made) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(made);
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export async function save_png(canvas, name) {
  give(name, await blob(canvas));
}

export function save(name, kind, text) {
  give(name, new Blob([text], { type: kind }));
}
