// The command palette (Ctrl-K or Cmd-K): every page, an order by its id, and what can be done from anywhere.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import type { Command } from './palette-commands.ts';

const fits = ({ title, also = '' }: Command, typed: string): boolean => {
  const text = `${title} ${also}`.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

/** A dialog that Ctrl-K or Cmd-K opens and closes; `onOpen` clears what was in it. */
const useDialogByKey = (onOpen: () => void) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = () => {
    onOpen();
    dialog.current?.showModal();
  };
  useEffect(() => {
    const byKey = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (dialog.current?.open) dialog.current.close();
      else open();
    };
    addEventListener('keydown', byKey);
    return () => removeEventListener('keydown', byKey);
  });
  return { dialog, open };
};

interface PaletteProps {
  readonly commandsFor: (typed: string) => readonly Command[];
}

/** The commands that fit what was typed, which of them is chosen, and what became of the last one. */
const useCommands = (commandsFor: PaletteProps['commandsFor']) => {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const [said, setSaid] = useState('');
  const type = (text: string) => {
    setTyped(text);
    setChosen(0);
  };
  const clear = () => {
    type('');
    setSaid('');
  };
  const found = commandsFor(typed).filter((command) => fits(command, typed.trim()));
  const step = (by: number) => setChosen((chosen + by + found.length) % Math.max(found.length, 1));
  return { typed, chosen, said, setSaid, type, clear, found, step };
};

interface OptionsProps {
  readonly of: readonly Command[];
  readonly chosen: number;
  readonly run: (command: Command) => void;
  readonly steer: (event: KeyboardEvent) => void;
}

const Options = ({ of, chosen, run, steer }: OptionsProps) => (
  <div id="commands" role="listbox" aria-label="Commands" tabIndex={-1}>
    {of.map((command, index) => (
      <div
        key={command.title}
        id={`command-${index}`}
        role="option"
        aria-selected={index === chosen}
        onClick={() => run(command)}
        onKeyDown={steer}
        tabIndex={-1}
      >
        {command.title}
        {command.hint !== undefined && <span class="soft">{command.hint}</span>}
      </div>
    ))}
  </div>
);

interface FieldProps extends Pick<ReturnType<typeof useCommands>, 'typed' | 'type'> {
  /** Id of the chosen option. */
  readonly active: string | undefined;
  readonly steer: (event: KeyboardEvent) => void;
}

const Field = ({ typed, type, active, steer }: FieldProps) => (
  <input
    type="text"
    role="combobox"
    aria-label="Page, order or command"
    aria-expanded="true"
    aria-controls="commands"
    aria-activedescendant={active}
    placeholder="Page, order id or command"
    value={typed}
    onInput={(event) => type(event.currentTarget.value)}
    onKeyDown={steer}
  />
);

export const Palette = ({ commandsFor }: PaletteProps) => {
  const { typed, chosen, said, setSaid, type, clear, found, step } = useCommands(commandsFor);
  const { dialog, open } = useDialogByKey(clear);
  const [, navigate] = useLocation();

  const run = async (command: Command | undefined) => {
    if (!command) return;
    if ('to' in command) {
      dialog.current?.close();
      navigate(command.to);
      return;
    }
    try {
      const to = await command.act();
      dialog.current?.close();
      if (to !== undefined) navigate(to);
    } catch (error) {
      setSaid((error as Error).message);
    }
  };
  const steer = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      step(by);
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      void run(found[chosen]);
    }
  };

  return (
    <>
      <button type="button" class="find" onClick={open}>
        <span>Go to…</span> <kbd>Ctrl K</kbd>
      </button>
      <dialog ref={dialog} class="palette" aria-label="Commands">
        <Field
          typed={typed}
          type={type}
          active={found[chosen] && `command-${chosen}`}
          steer={steer}
        />
        {said !== '' && (
          <p class="refused" role="alert">
            {said}
          </p>
        )}
        <Options of={found} chosen={chosen} run={(command) => void run(command)} steer={steer} />
        {found.length === 0 && <p class="empty">Nothing fits.</p>}
      </dialog>
    </>
  );
};
