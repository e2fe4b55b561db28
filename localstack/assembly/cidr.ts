// Fn::Cidr: equal blocks out of a larger one.

/** `count` blocks with `hostBits` host bits each, from the start of `block`. */
export function cidrBlocks(block: string, count: number, hostBits: number): string[] {
  const [address = '', prefix = '0'] = block.split('/');
  const start = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** hostBits;
  if (count * size > 2 ** (32 - Number(prefix))) {
    throw new Error(`Fn::Cidr: ${block} does not hold ${count} blocks of ${size} addresses`);
  }
  return Array.from({ length: count }, (_, index) => {
    const first = start + index * size;
    const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
    return `${parts.join('.')}/${32 - hostBits}`;
  });
}
