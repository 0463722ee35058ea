// Puts what is drawn in a page (the network, and the loss strip under it) onto one canvas, as it stands there, and gives it as the
// address of a PNG; nothing where nothing is drawn.
export function screenshot(root) {
  const drawn = [...root.querySelectorAll('.stage canvas, .strip canvas')].filter((canvas) => canvas.width && canvas.clientWidth);
  if (!drawn.length) return undefined;
  const boxes = drawn.map((canvas) => canvas.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const scale = drawn[0].width / boxes[0].width;
  const sheet = document.createElement('canvas');
  sheet.width = Math.ceil((Math.max(...boxes.map((box) => box.right)) - left) * scale);
  sheet.height = Math.ceil((Math.max(...boxes.map((box) => box.bottom)) - top) * scale);
  const context = sheet.getContext('2d');
  context.fillStyle = getComputedStyle(root.firstElementChild).getPropertyValue('--ground').trim() || '#fff';
  context.fillRect(0, 0, sheet.width, sheet.height);
  drawn.forEach((canvas, place) => {
    const box = boxes[place];
    context.drawImage(canvas, (box.left - left) * scale, (box.top - top) * scale, box.width * scale, box.height * scale);
  });
  return sheet.toDataURL('image/png');
}
