// Tells whether somebody can see a page that stands in a frame, and again whenever that changes. A page of its own is always
// taken to be seen.
export function watch(element, hear) {
  if (window.self === window.top) return;
  let inView = true;
  const tell = () => hear(inView && !document.hidden);
  new IntersectionObserver((entries) => {
    inView = entries.at(-1).isIntersecting;
    tell();
  }).observe(element);
  document.addEventListener('visibilitychange', tell);
}
