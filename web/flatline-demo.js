// <flatline-demo>: a Flatline page in a frame. docs/EMBED.md says how it is used.
{
  const here = (document.currentScript ?? document.querySelector('[src*="flatline-demo.js"]'))?.src ?? location.href;
  const views = ['controls', 'panels', 'theme', 'speed'];
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:host { display: block; position: relative; background: #8881; aspect-ratio: 16/10; min-height: 380px;
      max-width: 100%; overflow: hidden }
    @media (max-width: 640px) { :host { aspect-ratio: auto; height: 560px } }
    iframe, img { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; object-fit: contain }
    button { position: absolute; inset: 0; margin: auto; width: 8em; height: 3em; font: 600 1rem system-ui }`);

  const begun = new Set();
  let used, calls = 0;
  // Of those that take turns one trains: the one used last while it is seen, else the one seen most.
  const takeTurns = () => {
    const all = [...begun].filter((demo) => !demo.hasAttribute('together'));
    const seen = all.filter((demo) => demo.area);
    const trains = seen.includes(used) ? used : seen.sort((one, other) => other.area - one.area)[0];
    // Those that nobody sees too: Firefox takes a frame of another site that is near the window for one that is seen.
    for (const demo of all) demo.hold(demo !== trains);
  };
  const watch = (see, options) => new IntersectionObserver((entries) => entries.forEach(see), options);
  const near = watch(({ target, isIntersecting }) => isIntersecting && target.begin(), { rootMargin: '200px' });
  const sight = watch(({ target, intersectionRect: { width, height } }) => {
    target.area = width * height;
    takeTurns();
  }, { threshold: [0, 0.25, 0.5, 0.75, 1] });
  addEventListener('message', ({ source, data }) => {
    for (const demo of begun) if (demo.frame.contentWindow === source && data?.flatline === 1) demo.hear(data);
  });

  class Demo extends HTMLElement {
    static observedAttributes = [...views, 'height'];

    constructor() {
      super();
      this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
      this.reset();
    }

    reset() {
      this.frame = this.held = null;
      this.waiting = new Map();
      this.ready = new Promise((ready) => (this.isReady = ready));
    }

    connectedCallback() {
      const start = this.getAttribute('start') ?? 'visible';
      const src = this.getAttribute('poster');
      const add = (tag, more) => this.shadowRoot.append(Object.assign(document.createElement(tag), more));
      add(src ? 'img' : 'slot', { src, alt: '' });
      if (start === 'click') add('button', { textContent: 'Run it', onclick: () => this.run() });
      if (start === 'visible') near.observe(this);
    }

    disconnectedCallback() {
      near.unobserve(this);
      sight.unobserve(this);
      begun.delete(this);
      this.shadowRoot.replaceChildren();
      this.reset();
      takeTurns();
    }

    attributeChangedCallback(name, old, value) {
      if (name === 'height') {
        Object.assign(this.style, { height: +value ? value + 'px' : value, aspectRatio: 'auto', minHeight: 0 });
      } else if (this.frame && value) this.set({ [name]: value }).catch((error) => this.tell('error', error));
    }

    begin() {
      if (this.frame || !this.isConnected) return;
      near.unobserve(this);
      const of = (name) => this.getAttribute(name);
      const entries = {};
      const put = (text) => text?.split('&').forEach((entry) => (entries[entry.split('=')[0]] = entry));
      if (of('case')) put(`case=${of('case')}`);
      put(of('settings'));
      put(of('story')?.replace(/^(?=\d)/, 'changes='));
      for (const name of views) if (of(name) != null) put(`${name}=${of(name)}`);
      if (!/^en|^$/.test(this.lang)) put(`lang=${this.lang}`);
      const page = new URL(/^file:/.test(here) ? 'index.html' : '.', of('base') ?? here);
      this.frame = Object.assign(document.createElement('iframe'), {
        src: `${page}#${Object.values(entries).join('&')}`,
        title: this.title || 'Flatline',
        allow: 'fullscreen; clipboard-write',
        credentialless: self.crossOriginIsolated,
      });
      this.shadowRoot.replaceChildren(this.frame);
      begun.add(this);
      sight.observe(this);
    }

    hear({ id, result, error, event, detail }) {
      const [resolve, reject] = this.waiting.get(id) ?? [];
      this.waiting.delete(id);
      if (error) reject?.(new Error(error));
      else resolve?.(result);
      if (event === 'ready') this.isReady(detail);
      if (event === 'active') this.use();
      else if (event) this.tell(event, detail);
    }

    tell(event, detail) {
      this.dispatchEvent(new CustomEvent(event, { detail }));
    }

    use() {
      used = this;
      takeTurns();
    }

    hold(held) {
      if (held !== this.held) this.call('hold', (this.held = held));
    }

    async call(method, ...args) {
      await this.ready;
      return new Promise((...settle) => {
        this.frame.contentWindow.postMessage({ flatline: 1, id: ++calls, method, args }, '*');
        this.waiting.set(calls, settle);
      });
    }
  }
  for (const method of ['set', 'run', 'pause', 'step', 'rewind', 'apply', 'getState', 'setState', 'screenshot']) {
    Demo.prototype[method] = function (...args) {
      if (method === 'run') this.begin();
      if (!/^(get|pau|scr)/.test(method)) this.use();
      return this.call(method, ...args);
    };
  }
  customElements.get('flatline-demo') ?? customElements.define('flatline-demo', Demo);
}
