// All that touches uPlot: lines over steps, with marks, a rule and a cross drawn over them.
// What is drawn, and where the axes end, is decided by the caller; colours come from the style sheet.

const MARGIN = 4;

// host: the element to fill. style: { log, steps, lines: [{ colour, dashed, faint, name }], sync, missing }.
// text(value): the name of a line of the value axis. hover(step or -1).
// Where uPlot could not be loaded, the text `style.missing` stands there and the chart is null.
export function create(host, style, text, hover) {
  if (!window.uPlot) {
    host.textContent = style.missing;
    // The text is to be read, not a picture of that name.
    host.removeAttribute('role');
    return null;
  }
  const state = { axis: { min: 0, max: 1, lines: [0, 1] }, steps: 100, overlay: { marks: [], crosses: [] }, colours: {} };
  // Asked for once and kept until a repaint: to ask at every drawing would lay out the whole page again.
  const colour = (name) => (state.colours[name] ??= getComputedStyle(host).getPropertyValue(name).trim());
  const font = `12px ${getComputedStyle(host).fontFamily}`;
  const line = { stroke: () => colour('--line'), width: 1 };
  const plot = new uPlot(
    {
      width: Math.max(host.clientWidth, 50),
      height: Math.max(host.clientHeight, 50),
      padding: [6, 22, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: false, y: false, setScale: false },
        sync: { key: style.sync, setSeries: false },
      },
      scales: {
        x: { time: false, range: () => [0, state.steps] },
        y: { distr: style.log ? 3 : 1, range: () => [state.axis.min, state.axis.max] },
      },
      axes: [
        {
          stroke: () => colour('--grey'),
          font,
          size: style.steps ? 24 : 8,
          gap: 2,
          space: 70,
          grid: { show: false },
          ticks: { ...line, size: 4 },
          values: (_, steps) => steps.map((step) => (style.steps && Number.isInteger(step) ? step.toLocaleString('en').replaceAll(',', '\u202f') : '')),
        },
        {
          stroke: () => colour('--grey'),
          font,
          size: 44,
          gap: 4,
          grid: line,
          ticks: { show: false },
          splits: () => state.axis.lines,
          filter: (_, values) => values,
          values: (_, values) => values.map((value) => text(value)),
        },
      ],
      series: [
        {},
        ...style.lines.map(({ colour: name, dashed, faint }) => ({
          stroke: () => colour(name),
          width: faint ? 1 : 1.5,
          alpha: faint ? 0.3 : 1,
          dash: dashed ? [5, 4] : undefined,
          spanGaps: true,
          points: { show: false },
        })),
      ],
      hooks: {
        draw: [(u) => overlay(u, state, style, colour, font)],
        setCursor: [(u) => hover(u.cursor.left >= 0 ? u.posToVal(u.cursor.left, 'x') : -1)],
      },
    },
    [[], ...style.lines.map(() => [])],
    host,
  );
  const observer = new ResizeObserver(() => {
    if (host.clientWidth > 0 && host.clientHeight > 0) {
      plot.setSize({ width: host.clientWidth, height: host.clientHeight });
    }
  });
  observer.observe(host);
  return { plot, state, observer };
}

// steps, and one array of values a line, are Float64Arrays; NaN is where there is no value.
export function update(chart, steps, values, axis, lastStep, overlay) {
  if (!chart) return;
  chart.state.axis = axis;
  chart.state.steps = lastStep;
  chart.state.overlay = overlay;
  // While the lines change from one run's to several', there may be other data than lines for a moment.
  values = chart.plot.series.slice(1).map((_, index) => values[index] ?? new Float64Array(steps.length).fill(NaN));
  chart.plot.setData([steps, ...values.map((line) => Array.from(line, (value) => (Number.isNaN(value) ? null : value)))]);
}

// Draws again with the style sheet's colours of now.
export function repaint(chart) {
  if (!chart) return;
  chart.state.colours = {};
  chart.plot.redraw(false, true);
}

export function destroy(chart) {
  if (!chart) return;
  chart.observer.disconnect();
  chart.plot.destroy();
}

function overlay(u, state, style, colour, font) {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.scale(ratio, ratio);
  ctx.font = font;
  const box = { left: bbox.left / ratio, top: bbox.top / ratio, width: bbox.width / ratio, height: bbox.height / ratio };
  box.right = box.left + box.width;
  box.bottom = box.top + box.height;
  const x = (step) => u.valToPos(step, 'x', true) / ratio;
  const y = (value) => Math.min(Math.max(u.valToPos(value, 'y', true) / ratio, box.top), box.bottom);
  if (state.overlay.ghost) {
    const { name, points } = state.overlay.ghost;
    ghost(ctx, box, name, points.map(([step, value]) => [x(step), y(value)]), colour);
  }
  if (state.overlay.rule) rule(ctx, box, y(state.overlay.rule.value), state.overlay.rule.name, colour);
  marks(ctx, box, state.overlay.marks.map(({ step, name }) => ({ at: x(step), name })), colour);
  for (const { step, value } of state.overlay.crosses) cross(ctx, x(step), y(value), colour('--warm'));
  names(ctx, box, u, style, x, y, colour);
  ctx.restore();
}

// Where the curve would go, named at its end.
function ghost(ctx, box, name, points, colour) {
  if (points.length === 0) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.width, box.height);
  ctx.clip();
  ctx.strokeStyle = colour('--green-text');
  ctx.globalAlpha = 0.75;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([4, 4]);
  ctx.beginPath();
  points.forEach(([x, y], index) => (index ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.stroke();
  ctx.restore();
  const [x, y] = points.at(-1);
  ctx.fillStyle = colour('--green-text');
  ctx.textAlign = 'right';
  ctx.textBaseline = y - box.top < 18 ? 'top' : 'bottom';
  ctx.fillText(name, Math.min(x, box.right - MARGIN), y - (y - box.top < 18 ? -2 : 2));
}

// A value to compare with, named at the right.
function rule(ctx, box, at, name, colour) {
  ctx.strokeStyle = colour('--grey');
  ctx.lineWidth = 1;
  ctx.setLineDash([1, 3]);
  segment(ctx, box.left, at, box.right, at);
  ctx.setLineDash([]);
  ctx.fillStyle = colour('--grey');
  ctx.textAlign = 'right';
  ctx.textBaseline = at - box.top < 18 ? 'top' : 'bottom';
  ctx.fillText(name, box.right - MARGIN, at - (at - box.top < 18 ? -2 : 2));
}

// Changes, named at the top; a name goes a line lower where it would run into the one before.
function marks(ctx, box, all, colour) {
  const rows = [];
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  for (const { at, name } of all) {
    ctx.strokeStyle = colour('--grey');
    ctx.lineWidth = 1;
    const pixel = Math.round(at) + 0.5;
    segment(ctx, pixel, box.top, pixel, box.bottom);
    const width = ctx.measureText(name).width + 2 * MARGIN;
    const left = Math.min(pixel, box.right - width);
    let row = rows.findIndex((end) => end <= left);
    if (row < 0) row = rows.length;
    if (row > 3) continue;
    rows[row] = left + width;
    ctx.fillStyle = colour('--paper');
    ctx.fillRect(left + 1, box.top + row * 17, width, 16);
    ctx.fillStyle = colour('--ink');
    ctx.fillText(name, left + MARGIN, box.top + row * 17 + 2);
  }
}

// Where the numbers ended.
function cross(ctx, x, y, stroke) {
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 2;
  segment(ctx, x - 6, y - 6, x + 6, y + 6);
  segment(ctx, x - 6, y + 6, x + 6, y - 6);
}

// The name of each line at its end, away from the others.
function names(ctx, box, u, style, x, y, colour) {
  const ends = [];
  style.lines.forEach(({ name, colour: stroke }, index) => {
    if (!name) return;
    const values = u.data[index + 1];
    let last = values.length - 1;
    while (last >= 0 && values[last] == null) last -= 1;
    if (last >= 0) ends.push({ name, stroke, x: x(u.data[0][last]), y: y(values[last]) });
  });
  ends.sort((one, other) => one.y - other.y);
  // Each under the one before, and then up again from the bottom where there is no room left.
  const places = [];
  for (const { y: at } of ends) places.push(Math.max(at, (places.at(-1) ?? -Infinity) + 14, box.top + 7));
  for (let index = places.length - 1; index >= 0; index -= 1) {
    places[index] = Math.min(places[index], (places[index + 1] ?? box.bottom + 7) - 14);
  }
  // One under the other, at the end of the line that goes furthest.
  const last = Math.max(...ends.map((end) => end.x));
  ctx.textBaseline = 'middle';
  ends.forEach((end, index) => {
    // A line that ended long before has its name where it ended.
    const at = last - end.x > 60 ? end.x : last;
    const fits = at + ctx.measureText(end.name).width + 2 * MARGIN < box.right;
    ctx.fillStyle = colour(end.stroke);
    ctx.textAlign = fits ? 'left' : 'right';
    ctx.fillText(end.name, fits ? at + MARGIN : box.right - MARGIN, places[index] - (fits ? 0 : 9));
  });
}

function segment(ctx, x0, y0, x1, y1) {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}
