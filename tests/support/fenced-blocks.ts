// The code blocks of a page: what is shown there is what tests run.
import { readFileSync } from 'node:fs';

export interface FencedBlock {
  readonly language: string;
  /** What follows the language on its line, e.g. `aws`: what the block needs. */
  readonly needs: string;
  readonly text: string;
}

/** In their order; those of a list are indented. */
export const fencedBlocks = (page: string): FencedBlock[] => {
  const blocks = page.matchAll(/^( *)```(\w+)(?: +(\S.*))?\n([\s\S]*?)^\1```$/gm);
  return [...blocks].map(([, indent = '', language = '', needs = '', text = '']) => ({
    language,
    needs,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
};

/** The texts of one language that need nothing. */
export const blocksOf = (path: string, language: string): string[] =>
  fencedBlocks(readFileSync(path, 'utf8'))
    .filter((block) => block.language === language && block.needs === '')
    .map(({ text }) => text);
