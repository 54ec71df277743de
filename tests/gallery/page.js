// What can be seen of a page and found wrong with it: its text, width, links, resources, and characters without a glyph.
(skip => {
  const page = document.scrollingElement, words = {}, walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const style = getComputedStyle(walk.currentNode.parentElement);
    if (style.display === 'none') continue;
    const font = `${style.fontStyle} ${style.fontWeight} 20px ${style.fontFamily}`;
    words[font] ??= new Set();
    for (const letter of walk.currentNode.textContent) if (letter.trim()) words[font].add(letter);
  }
  // A character that no font has is drawn as what its font draws for a code point that is assigned to nothing.
  const canvas = new OffscreenCanvas(32, 32), pen = canvas.getContext('2d', {willReadFrequently: true});
  const drawn = letter => {
    pen.clearRect(0, 0, 32, 32);
    pen.fillText(letter, 4, 24);
    return String(new Uint32Array(pen.getImageData(0, 0, 32, 32).data.buffer));
  };
  const missing = new Set(), there = {};
  for (const font in words) {
    pen.font = font;
    const known = new Set(skip[font] ?? ''), boxes = new Set(['\u0378', '\u05ff'].map(drawn));
    for (const letter of words[font]) {
      if (known.has(letter)) continue;
      if (boxes.has(drawn(letter))) missing.add(letter);
      else there[font] = (there[font] ?? '') + letter;
    }
  }
  const targets = new Set([...document.querySelectorAll('[id],a[name]')].flatMap(e => [e.id, e.getAttribute('name')]));
  const loads = [...document.querySelectorAll('[src],[srcset],[background],[poster],link[href],object[data]')]
    .map(e => e.getAttribute('src') ?? e.getAttribute('srcset') ?? e.getAttribute('background') ??
         e.getAttribute('poster') ?? e.getAttribute('href') ?? e.getAttribute('data'));
  const styles = [...document.querySelectorAll('[style]')].map(e => e.getAttribute('style'))
    .concat([...document.querySelectorAll('style')].map(e => e.textContent)).join('\n');
  return {
    text: document.body.innerText,
    language: document.documentElement.lang,
    links: [...document.querySelectorAll('a[href]')].map(e => e.getAttribute('href')),
    dangling: [...document.querySelectorAll('a[href^="#"]')].map(e => e.getAttribute('href'))
      .filter(href => !targets.has(href.slice(1))),
    loads: loads.concat([...styles.matchAll(/url\(([^)]*)\)|@import([^;]*)/g)].map(m => m[1] ?? m[2])),
    missing: [...missing].join(''),
    there: there,
  };
})
