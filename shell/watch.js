// Says why the page does not come, or that it broke. It must live where the page's program does not: its sentences are the
// only ones outside src/words, and old browsers must be able to read it.
(() => {
  const words = {
    loading: 'Loading\u2026',
    slow: 'Still loading after 10 seconds. It may yet come, or reload.',
    file: 'Opened as a file, the page cannot load its program. Serve its folder, as by \u201cpython3 -m http.server\u201d, and open that.',
    sandbox: 'The page\u2019s program could not be loaded. This frame is sandboxed, and reads it only from a host that sends \u201cAccess-Control-Allow-Origin: *\u201d.',
    policy: 'The site\u2019s Content-Security-Policy keeps the page\u2019s program from running: it must allow \u2018self\u2019 and \u2018wasm-unsafe-eval\u2019.',
    broken: 'Something in this page has failed, and what it shows may be wrong. Reload to go on: the address keeps the settings.',
    reload: 'Reload',
    open: 'Open it in a tab of its own',
    missing: 'The page\u2019s program could not be loaded. Check the connection, and reload.',
    damaged: 'The page\u2019s program came incomplete or changed. Reload; if that does not help, use a newer browser.',
    stopped: 'The page\u2019s program stopped as it began. Reload; if that does not help, use another browser.',
    needs: (what) => `The network needs ${what}, which this browser does not offer. Allow it for this site, or use a newer browser.`,
  };
  // The smallest module with an instruction of SIMD.
  const simd = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
  const find = (id) => document.getElementById(id);
  const before = find('before');
  let last = false;
  let policy = false;

  /** Puts a sentence there; where it speaks of a reload, with a button for it. */
  const put = (id, sentence) => {
    const place = find(id);
    place.textContent = `${sentence} `;
    place.hidden = false;
    place.classList.remove('late');
    if (/reload/i.test(sentence)) {
      const button = place.appendChild(document.createElement('button'));
      button.textContent = words.reload;
      button.onclick = () => location.reload();
    }
  };
  const say = (sentence) => last || !before.isConnected || put('says', sentence);
  const fail = (sentence) => {
    if (last) return;
    say(sentence);
    last = true;
    // A frame without an origin may lack what a tab has.
    if (self.origin !== 'null' || self === top || !before.isConnected) return;
    const link = find('says').appendChild(document.createElement('a'));
    link.textContent = words.open;
    link.href = location.href;
    link.target = '_blank';
  };
  /** The page is not to come at all. */
  const refuse = (sentence) => {
    fail(sentence);
    before.dataset.refused = '';
  };

  const why = (error) => {
    const is = (kind) => window.WebAssembly && error instanceof WebAssembly[kind];
    if (location.protocol === 'file:' && !window.flatlineFiles) return words.file;
    if (policy || /Content.Security.Policy/.test(error)) return words.policy;
    if (is('RuntimeError')) return words.stopped;
    if (is('CompileError') || is('LinkError')) return words.damaged;
    // The edition in one file has all in itself.
    if (window.flatlineFiles) return words.stopped;
    return self.origin === 'null' ? words.sandbox : words.missing;
  };
  const fault = (error, event) => {
    // A refusal by policy is told a moment later.
    if (before.isConnected) setTimeout(() => fail(why(error)), 50);
    // A browser's own notices bring no error, and what was given up is none.
    else if (error instanceof Error && error.name !== 'AbortError') {
      // The panic before it stands in the console already.
      if (error instanceof WebAssembly.RuntimeError) event.preventDefault();
      // Once: what is put anew under a finger takes no click.
      if (find('broken').hidden) put('broken', words.broken);
    }
  };
  addEventListener('error', (event) => {
    // Of files that do not come, the page's script alone takes the page with it.
    if (event.target === window || event.target.type === 'module') fault(event.error, event);
    // That is said below.
    if (!window.WebAssembly) event.preventDefault();
  }, true);
  addEventListener('unhandledrejection', (event) => fault(event.reason, event));
  // Where half the program comes, Firefox says that memory is out, and tells of that no listener.
  const { instantiateStreaming } = window.WebAssembly || {};
  if (instantiateStreaming && window.InternalError) {
    WebAssembly.instantiateStreaming = (...what) => instantiateStreaming.apply(WebAssembly, what).catch((error) => {
      if (error instanceof InternalError) fail(words.damaged);
      throw error;
    });
  }
  addEventListener('securitypolicyviolation', (event) => {
    policy = policy || /^(script|connect)/.test(event.effectiveDirective);
  });

  say(words.loading);
  setTimeout(() => say(words.slow), 10000);
  if (!window.WebAssembly) refuse(words.needs('WebAssembly'));
  else if (!WebAssembly.validate(new Uint8Array(simd))) refuse(words.needs('WebAssembly with SIMD'));
  else if (!window.Worker) refuse(words.needs('web workers'));
})();
