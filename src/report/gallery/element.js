// Elements: how every piece of the page is made. Text always goes in as text, never as markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
const byId = id => document.getElementById(id);

// One shape per audience, so that colour is never the only difference.
const SHAPES = [
  r => `M0 ${-r * 1.25}L${r * 1.25} 0L0 ${r * 1.25}L${-r * 1.25} 0Z`,
  r => `M${-r} ${-r}H${r}V${r}H${-r}Z`,
  r => `M${-r * 1.08} 0a${r * 1.08} ${r * 1.08} 0 1 0 ${r * 2.16} 0a${r * 1.08} ${r * 1.08} 0 1 0 ${-r * 2.16} 0Z`,
  r => `M0 ${-r * 1.2}L${r * 1.25} ${r}H${-r * 1.25}Z`,
  r => `M0 ${r * 1.2}L${r * 1.25} ${-r}H${-r * 1.25}Z`,
  r => `M${-r * 0.45} ${-r * 1.2}H${r * 0.45}V${-r * 0.45}H${r * 1.2}V${r * 0.45}H${r * 0.45}V${r * 1.2}H${-r * 0.45}V${r * 0.45}H${-r * 1.2}V${-r * 0.45}H${-r * 0.45}Z`,
];
const shape = (kind, r) => SHAPES[kind % SHAPES.length](r);

const glyph = kind => svg('svg', { class: 'glyph', viewBox: '-6 -6 12 12', 'aria-hidden': 'true' },
  svg('path', { d: shape(kind, 4) }));

// Words between backticks are what someone typed or should type.
const typed = text => text.split('`').map((part, index) => (index % 2 ? el('code', null, part) : part));

const plural = (count, one, many) => `${count.toLocaleString('en-GB')} ${count === 1 ? one : many || one + 's'}`;

