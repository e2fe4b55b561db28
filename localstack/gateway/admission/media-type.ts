// Matches media types against the binary media types of an API.

export function matchesMediaType(patterns: readonly string[], header: string | undefined): boolean {
  const type = header?.split(/[;,]/)[0]?.trim().toLowerCase();
  if (!type) return false;
  return patterns.some((pattern) => {
    const wanted = pattern.toLowerCase();
    if (wanted === '*/*') return true;
    return wanted.endsWith('/*') ? type.startsWith(wanted.slice(0, -1)) : wanted === type;
  });
}
