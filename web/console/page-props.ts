// What a page is given by its address.
export interface PageProps {
  readonly params: Readonly<Record<string, string>>;
}
