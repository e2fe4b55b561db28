// `*` and `?` as IAM policies and filter patterns use them; `${*}`, `${?}` and `${$}` are the signs themselves.

const signs: Readonly<Record<string, string>> = { '*': '.*', '?': '.' };

export function wildcard(pattern: string, flags = ''): RegExp {
  const source = pattern.replace(
    /\$\{([*?$])\}|[.+^${}()|[\]\\*?]/g,
    (one, sign?: string) => signs[one] ?? `\\${sign ?? one}`,
  );
  return new RegExp(`^${source}$`, `s${flags}`);
}
