// Forms: labelled fields, what was filled in, and a form that does one thing and says how it went.
import type { ComponentChildren, TargetedSubmitEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useAction } from '../data/queries.ts';

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly type?: string;
  readonly value?: string;
  readonly optional?: boolean;
  readonly autocomplete?: string;
  readonly pattern?: string;
  readonly placeholder?: string;
  readonly min?: number;
  readonly max?: number;
}

export const Field = ({ label, optional, value, type = 'text', ...input }: FieldProps) => (
  <label class="field">
    <span>{label}</span>
    <input {...input} type={type} defaultValue={value} required={!optional} />
  </label>
);

export const Choice = ({
  label,
  name,
  options,
  value,
  onPick,
}: {
  label: string;
  name: string;
  options: readonly (string | readonly [value: string, text: string])[];
  value?: string;
  onPick?: (value: string) => void;
}) => (
  <label class="field">
    <span>{label}</span>
    <select
      name={name}
      value={value}
      onChange={onPick && ((event) => onPick(event.currentTarget.value))}
    >
      {options.map((option) => {
        const [key, text] = typeof option === 'string' ? [option, option] : option;
        return (
          <option key={key} value={key}>
            {text}
          </option>
        );
      })}
    </select>
  </label>
);

/** Of a list: what is ticked has its name among those of the form. */
export const Tick = ({ name, isTicked = false }: { name: string; isTicked?: boolean }) => (
  <label class="tick">
    <input type="checkbox" name={name} defaultChecked={isTicked} /> {name}
  </label>
);

/** Names and values of a form that was sent; nothing leaves the page. */
export const formOf = (event: TargetedSubmitEvent<HTMLFormElement>): Record<string, string> => {
  event.preventDefault();
  const entries = [...new FormData(event.currentTarget)];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
};

/** A button that opens a form; it closes when the form has done its work. */
export const ActionForm = ({
  title,
  verb,
  act,
  children,
}: {
  title: string;
  verb: string;
  act: (values: Record<string, string>) => Promise<unknown>;
  children?: ComponentChildren;
}) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const action = useAction(act);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) =>
    action.mutate(formOf(event), { onSuccess: () => dialog.current?.close() });
  const open = () => {
    action.reset();
    dialog.current?.showModal();
  };
  return (
    <span class="act">
      <button type="button" onClick={open}>
        {title}
      </button>
      <dialog ref={dialog} class="form" aria-label={title}>
        <form onSubmit={submit}>
          <h2>{title}</h2>
          {children}
          {action.error && (
            <p class="refused" role="alert">
              {action.error.message}
            </p>
          )}
          <div class="act">
            <button type="submit" class="main" disabled={action.isPending}>
              {verb}
            </button>
            <button type="button" onClick={() => dialog.current?.close()}>
              Back
            </button>
          </div>
        </form>
      </dialog>
    </span>
  );
};

/** A button that does one thing, twice pressed where it cannot be undone. */
export const ActionButton = ({
  children,
  act,
  asks,
}: {
  children: ComponentChildren;
  act: () => Promise<unknown>;
  /** What the second press confirms. */
  asks?: string;
}) => {
  const [isArmed, setArmed] = useState(false);
  const action = useAction(act);
  const press = () => {
    if (asks !== undefined && !isArmed) {
      setArmed(true);
      return;
    }
    setArmed(false);
    action.mutate();
  };
  return (
    <span class="act">
      <button
        type="button"
        class={isArmed ? 'danger' : ''}
        disabled={action.isPending}
        onClick={press}
        onBlur={() => setArmed(false)}
      >
        {isArmed ? asks : children}
      </button>
      {action.error && (
        <span class="refused" role="alert">
          {action.error.message}
        </span>
      )}
    </span>
  );
};
