// Selections live in the URL, so that a page can be shared, reloaded and gone back to.
import { useSearchParams } from 'wouter-preact';

/** Answers what the URL says of `name`, and a way to change it; nothing said is an empty text. */
export const useChoices = () => {
  const [search, setSearch] = useSearchParams();
  const choose = (changes: Readonly<Record<string, string>>, replace = false): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace },
    );
  return { chosen: (name: string): string => search.get(name) ?? '', choose };
};
