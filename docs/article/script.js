// A link with data-figure trains its network in that figure; without this script it opens it in the page.
'use strict';
const begun = new Set();
for (const demo of document.querySelectorAll('flatline-demo')) demo.addEventListener('ready', () => begun.add(demo));

for (const link of document.querySelectorAll('a[data-figure]')) {
  const demo = document.getElementById(link.dataset.figure);
  link.addEventListener('click', async (event) => {
    // A new tab is the reader's choice; and the tag's own script may not be there.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !demo.setState) return;
    event.preventDefault();
    for (const other of document.querySelectorAll(`a[data-figure="${demo.id}"]`)) other.removeAttribute('aria-current');
    link.setAttribute('aria-current', 'true');
    demo.scrollIntoView({ block: 'nearest' });
    if (!begun.has(demo)) await demo.run();
    const looks = `${demo.getAttribute('settings')}&panels=${demo.getAttribute('panels')}`;
    await demo.setState(`1:${link.hash.slice(1)}&${looks}`);
  });
}
