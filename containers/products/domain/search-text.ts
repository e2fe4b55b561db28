// Words of a text as the search compares them: no accents, no case, letters and digits only.

/** `Crème-brûlée 2 pcs` becomes `creme`, `brulee`, `2`, `pcs`. */
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

export const normalized = (text: string): string => wordsOf(text).join(' ');
