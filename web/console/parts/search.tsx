// The search of a page, which `/` goes to.
export const SearchBox = ({
  label,
  value,
  onType,
  onEnter,
}: {
  label: string;
  value: string;
  onType: (text: string) => void;
  onEnter?: () => void;
}) => (
  <search class="search">
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onEnter?.();
      }}
    >
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onInput={(event) => onType(event.currentTarget.value)}
      />
      <kbd>/</kbd>
    </form>
  </search>
);
