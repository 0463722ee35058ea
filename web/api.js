// A row for each method, event and attribute of the demo in api.html.
'use strict';
const demo = document.getElementById('demo');

const make = (tag, more, ...children) => {
  const element = Object.assign(document.createElement(tag), more);
  element.append(...children);
  return element;
};
const row = (list, says, ...parts) => {
  const line = make('li', {}, ...parts);
  if (says) parts[0].after(make('p', { className: 'says', textContent: says }));
  document.getElementById(list).append(line);
  return line;
};

/** With spaces where a line may break. */
const written = (value) => JSON.stringify(value)?.replace(/([,:])(?=["\d{tfn-])/g, '$1 ') ?? '';

const methods = [
  ['ready', null, 'A promise: kept once the demo has begun and hears.'],
  ['set', '{ "batch_norm": true }', 'Settings by their keys, as in an address; hot ones while it trains.'],
  ['run', '', 'Begins the demo, if need be, and trains.'],
  ['pause', '', 'Gives the step at which it came to rest.'],
  ['step', '10', 'Takes so many steps, and rests.'],
  ['rewind', '100', 'To the latest checkpoint at or before that step.'],
  ['apply', '"residual"', 'A remedy: batch_norm, relu, residual, clipping, rewind, restart, learning_rate=0.01; joined by +.'],
  ['getState', '', 'The run so far, as a text.'],
  ['setState', '"1:depth=5&activation=relu"', 'Trains that run again from its beginning.'],
  ['screenshot', '', 'A picture of the run, as a PNG.'],
];
for (const [name, given, says] of methods) {
  const output = make('output');
  const input = given ? make('input', { value: given, spellcheck: false, ariaLabel: `What ${name} is given` }) : null;
  const signature = input
    ? [make('code', {}, `demo.${name}(`), input, make('code', {}, ')')]
    : [make('code', {}, `demo.${name}${given === null ? '' : '()'}`)];
  const form = make('form', { id: `call-${name}` }, ...signature, make('button', { textContent: given === null ? 'Await' : 'Call' }));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    output.textContent = '\u2026';
    output.className = '';
    try {
      const result = await (given === null ? demo[name] : demo[name](...JSON.parse(`[${input?.value ?? ''}]`)));
      if (name === 'screenshot') output.replaceChildren(make('img', { src: result, alt: 'The run as a picture' }));
      else output.textContent = typeof result === 'string' ? JSON.stringify(result) : written(result);
      if (name === 'getState') document.querySelector('#call-setState input').value = JSON.stringify(result);
    } catch (error) {
      output.textContent = error.message;
      output.className = 'error';
    }
  });
  row('methods', says, form, output);
}

const events = {
  ready: 'It hears.',
  step: 'At most ten times a second.',
  verdict: 'The verdict has changed; not where the link hides it.',
  change: 'Settings have become something else, whoever changed them.',
  error: 'What the demo itself says went wrong.',
};
for (const [type, says] of Object.entries(events)) {
  const output = make('output');
  const count = make('span', { className: 'count', textContent: '0' });
  demo.addEventListener(type, ({ detail }) => {
    count.textContent = Number(count.textContent) + 1;
    output.textContent = written(detail);
  });
  const line = row('events', says, make('div', { className: 'row' }, make('code', {}, type), count), output);
  line.id = `event-${type}`;
}

const attributes = {
  theme: ['light', 'dark'],
  speed: ['10', '50', '200', '1000', 'full'],
  controls: ['all', 'few', 'none'],
  panels: ['top,data,field,switches,settings,loss,foot', 'switches,loss', 'loss', 'field'],
};
for (const [name, values] of Object.entries(attributes)) {
  const options = values.map((value) => make('option', { textContent: value }));
  const choice = make('select', { ariaLabel: name }, make('option', { value: '', textContent: '\u2026' }), ...options);
  choice.addEventListener('change', () => choice.value && demo.setAttribute(name, choice.value));
  row('attributes', '', make('div', { className: 'row' }, make('code', {}, `${name}=`), choice));
}
