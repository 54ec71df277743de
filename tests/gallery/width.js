// How far the page reaches beyond its window, and what reaches farthest.
(() => {
  const wide = document.scrollingElement.scrollWidth, room = window.innerWidth;
  const beyond = [...document.body.querySelectorAll('*')].map(e => [e.getBoundingClientRect().right, e])
    .filter(([right]) => right > room + 0.5).sort((a, b) => b[0] - a[0]);
  const first = beyond.length ? beyond[0][1] : null;
  return {wide, room, what: first ? `<${first.tagName.toLowerCase()}> ${first.textContent.trim().slice(0, 40)}` : ''};
})()
