/** Consistent hashing: each node has many points on a ring, and a key belongs to the node of the next point. */

const POINTS_PER_NODE = 64;
const RING = 2 ** 32;

/** FNV-1a, with its bits mixed once more: names that differ in the last letter lie far apart. */
function hash(text: string): number {
  let value = 2_166_136_261;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16_777_619);
  value = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2_ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** When a node joins or leaves, only the keys next to its points move. */
export function ownerOf<Member extends { readonly name: string }>(key: string, nodes: readonly Member[]): Member {
  const place = hash(key);
  let owner = nodes[0]!;
  let nearest = Infinity;
  for (const node of nodes) {
    for (let point = 0; point < POINTS_PER_NODE; point++) {
      const distance = (hash(`${node.name}#${point}`) - place + RING) % RING;
      if (distance < nearest) [owner, nearest] = [node, distance];
    }
  }
  return owner;
}
