// A table, a list of cards with labels where there is no room for one, and says so when it is empty.
import type { ComponentChildren } from 'preact';
import { type Asked, Empty, Loaded } from './state.tsx';

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly class?: string;
}

interface TableProps<Row> {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  readonly empty: ComponentChildren;
}

interface LoadedTableProps<Data, Row> extends Omit<TableProps<Row>, 'rows'> {
  readonly query: Asked<Data>;
  readonly rows: (data: Data) => readonly Row[];
}

/** What a query answers, as a table once it is there. */
export function LoadedTable<Data, Row>({ query, rows, ...table }: LoadedTableProps<Data, Row>) {
  return <Loaded query={query}>{(data) => <Table rows={rows(data)} {...table} />}</Loaded>;
}

const Head = <Row,>({ columns }: Pick<TableProps<Row>, 'columns'>) => (
  <thead>
    <tr>
      {columns.map(({ name, class: kind }) => (
        <th key={name} scope="col" class={kind}>
          {name}
        </th>
      ))}
    </tr>
  </thead>
);

export function Table<Row>({ caption, rows, columns, keyOf, empty }: TableProps<Row>) {
  if (rows.length === 0) return <Empty>{empty}</Empty>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with keys
    <section class="scroll" tabIndex={0} aria-label={caption}>
      <table>
        <caption class="hidden">{caption}</caption>
        <Head columns={columns} />
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, cell, class: kind }) => (
                <td key={name} class={kind} data-name={name}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
