// A drawing context that writes SVG instead of pixels: of CanvasRenderingContext2D what the page's charts use.

const KEPT = ['fillStyle', 'strokeStyle', 'lineWidth', 'globalAlpha', 'lineJoin', 'font', 'textAlign', 'textBaseline', 'imageSmoothingEnabled'];
const ANCHORS = { left: 'start', center: 'middle', right: 'end' };

const round = (number) => Math.round(number * 100) / 100;
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export class Recorder {
  constructor(width, height) {
    Object.assign(this, { width, height, fillStyle: '#000', strokeStyle: '#000', lineWidth: 1, globalAlpha: 1, lineJoin: 'miter' });
    Object.assign(this, { font: '12px sans-serif', textAlign: 'left', textBaseline: 'middle', imageSmoothingEnabled: true });
    this.move = [0, 0];
    this.dashes = [];
    this.path = '';
    this.parts = [];
    this.definitions = [];
    this.states = [];
    // How many groups are open: each clip opens one.
    this.open = 0;
    this.ruler = document.createElement('canvas').getContext('2d');
  }

  save() {
    this.states.push([KEPT.map((name) => this[name]), this.move, this.dashes, this.open]);
  }

  restore() {
    const state = this.states.pop();
    if (!state) return;
    const [kept, move, dashes, open] = state;
    KEPT.forEach((name, index) => (this[name] = kept[index]));
    Object.assign(this, { move, dashes });
    for (; this.open > open; this.open--) this.parts.push('</g>');
  }

  // The charts only ever move.
  setTransform(a, b, c, d, x, y) {
    this.move = [x, y];
  }

  translate(x, y) {
    this.move = [this.move[0] + x, this.move[1] + y];
  }

  clearRect() {}

  setLineDash(dashes) {
    this.dashes = dashes;
  }

  at(x, y) {
    return `${round(x + this.move[0])} ${round(y + this.move[1])}`;
  }

  beginPath() {
    this.path = '';
  }

  moveTo(x, y) {
    this.path += `M${this.at(x, y)}`;
  }

  lineTo(x, y) {
    this.path += `L${this.at(x, y)}`;
  }

  closePath() {
    this.path += 'Z';
  }

  bezierCurveTo(a, b, c, d, x, y) {
    this.path += `C${this.at(a, b)} ${this.at(c, d)} ${this.at(x, y)}`;
  }

  quadraticCurveTo(a, b, x, y) {
    this.path += `Q${this.at(a, b)} ${this.at(x, y)}`;
  }

  rect(x, y, width, height) {
    this.path += `M${this.at(x, y)}h${round(width)}v${round(height)}h${round(-width)}Z`;
  }

  roundRect(x, y, width, height, radius) {
    const r = Math.min(radius, width / 2, height / 2);
    const arc = (dx, dy) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
    this.path += `M${this.at(x + r, y)}h${round(width - 2 * r)}${arc(r, r)}v${round(height - 2 * r)}${arc(-r, r)}h${round(2 * r - width)}${arc(-r, -r)}v${round(2 * r - height)}${arc(r, -r)}Z`;
  }

  arc(x, y, radius, from, to, back = false) {
    this.ellipse(x, y, radius, radius, 0, from, to, back);
  }

  ellipse(x, y, rx, ry, turn, from, to, back = false) {
    const point = (angle) => this.at(x + rx * Math.cos(angle), y + ry * Math.sin(angle));
    const joined = this.path === '' || /Z$/.test(this.path) ? 'M' : 'L';
    const sweep = back ? 0 : 1;
    const piece = (angle, large) => `A${round(rx)} ${round(ry)} 0 ${large} ${sweep} ${point(angle)}`;
    this.path += joined + point(from);
    // A whole turn has no two ends: it is two halves.
    if (Math.abs(to - from) >= 2 * Math.PI - 1e-6) this.path += piece(from + Math.PI, 0) + piece(to, 0);
    else this.path += piece(to, Math.abs(to - from) > Math.PI ? 1 : 0);
  }

  paint(style) {
    if (typeof style === 'string') return style;
    const id = `g${this.definitions.length}`;
    this.definitions.push(`<linearGradient id="${id}" gradientUnits="userSpaceOnUse" ${style.line}>${style.stops.join('')}</linearGradient>`);
    return `url(#${id})`;
  }

  opacity() {
    return this.globalAlpha < 1 ? ` opacity="${round(this.globalAlpha)}"` : '';
  }

  fill() {
    this.parts.push(`<path d="${this.path}" fill="${this.paint(this.fillStyle)}"${this.opacity()}/>`);
  }

  stroke() {
    const dashes = this.dashes.length ? ` stroke-dasharray="${this.dashes.join(' ')}"` : '';
    this.parts.push(`<path d="${this.path}" fill="none" stroke="${this.paint(this.strokeStyle)}" stroke-width="${round(this.lineWidth)}" stroke-linejoin="${this.lineJoin}"${dashes}${this.opacity()}/>`);
  }

  clip() {
    const id = `c${this.definitions.length}`;
    this.definitions.push(`<clipPath id="${id}"><path d="${this.path}"/></clipPath>`);
    this.parts.push(`<g clip-path="url(#${id})">`);
    this.open++;
  }

  fillRect(x, y, width, height) {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
  }

  strokeRect(x, y, width, height) {
    this.beginPath();
    this.rect(x, y, width, height);
    this.stroke();
  }

  createLinearGradient(x1, y1, x2, y2) {
    const [[a, b], [c, d]] = [this.at(x1, y1).split(' '), this.at(x2, y2).split(' ')];
    const stops = [];
    const addColorStop = (offset, colour) => stops.push(`<stop offset="${round(offset * 100)}%" stop-color="${colour}"/>`);
    return { line: `x1="${a}" y1="${b}" x2="${c}" y2="${d}"`, stops, addColorStop };
  }

  measureText(text) {
    this.ruler.font = this.font;
    return this.ruler.measureText(text);
  }

  fillText(text, x, y) {
    const [, weight, size, family] = /^(?:(\d+)\s+)?([\d.]+)px\s+(.*)$/.exec(this.font) ?? [, , 12, 'sans-serif'];
    const [left, top] = this.at(x, y).split(' ');
    this.parts.push(`<text x="${left}" y="${top}" font-family="${escaped(family)}" font-size="${size}"${weight ? ` font-weight="${weight}"` : ''} fill="${this.paint(this.fillStyle)}" text-anchor="${ANCHORS[this.textAlign] ?? 'start'}" dominant-baseline="${this.textBaseline === 'middle' ? 'central' : 'auto'}"${this.opacity()}>${escaped(text)}</text>`);
  }

  drawImage(image, x, y, width, height) {
    const [left, top] = this.at(x, y).split(' ');
    const pixels = this.imageSmoothingEnabled ? '' : ' style="image-rendering: pixelated"';
    this.parts.push(`<image x="${left}" y="${top}" width="${round(width)}" height="${round(height)}" preserveAspectRatio="none" href="${image.toDataURL()}"${pixels}/>`);
  }

  text() {
    const { width, height } = this;
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><defs>${this.definitions.join('')}</defs>${this.parts.join('')}${'</g>'.repeat(this.open)}</svg>\n`;
  }
}
