// Puts what is drawn in a page onto one canvas, the loss strip under the network, and gives it as the address of a PNG; nothing
// where nothing is drawn.
export function screenshot(root) {
  const gap = 16;
  const drawn = [...root.querySelectorAll('.stage, .strip')].filter((part) => part.querySelector('canvas')?.width);
  if (!drawn.length) return undefined;
  const scale = devicePixelRatio;
  const boxes = drawn.map((part) => part.getBoundingClientRect());
  const sheet = document.createElement('canvas');
  sheet.width = (Math.max(...boxes.map(({ width }) => width)) + 2 * gap) * scale;
  sheet.height = (boxes.reduce((sum, { height }) => sum + height, 0) + gap * (boxes.length + 1)) * scale;
  const context = sheet.getContext('2d');
  context.scale(scale, scale);
  context.fillStyle = getComputedStyle(drawn[0]).getPropertyValue('--ground').trim() || '#fff';
  context.fillRect(0, 0, sheet.width, sheet.height);
  let top = gap;
  drawn.forEach((part, place) => {
    for (const canvas of part.querySelectorAll('canvas')) {
      const box = canvas.getBoundingClientRect();
      context.drawImage(canvas, gap + box.left - boxes[place].left, top + box.top - boxes[place].top, box.width, box.height);
    }
    top += boxes[place].height + gap;
  });
  return sheet.toDataURL('image/png');
}
