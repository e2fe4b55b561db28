// The ledger as a page for people.
import type { Operation } from './books.ts';
import type { Ledger } from './ledger.ts';

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const row = (cells: readonly string[], tag: 'td' | 'th'): string =>
  `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;

const operationRow = (operation: Operation): string => {
  const { createdAt, reference, kind, id, amount, currency, status, reason, token, key } =
    operation;
  const outcome = reason === null ? status : `${status} (${reason})`;
  return row([createdAt, reference, kind, id, `${amount} ${currency}`, outcome, token, key], 'td');
};

const style = `
  body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem; color-scheme: light dark }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8884; white-space: nowrap }
`;

export const ledgerPage = (ledger: Ledger): string => {
  const operations = [...ledger.list()].reverse();
  const columns = ['time', 'order', 'operation', 'id', 'minor units', 'status', 'token', 'key'];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sandbox payment provider</title>
<style>${style}</style></head><body><h1>Sandbox payment provider</h1>
<p>${operations.length} operations, newest first. <a href="/v1/ledger">JSON</a> (with the API key)</p>
<table>${row(columns, 'th')}${operations.map(operationRow).join('')}</table></body></html>`;
};
