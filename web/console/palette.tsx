// The command palette (Ctrl-K or Cmd-K): every page, an order by its id, and what can be done from anywhere.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { type Command, commandsFor } from './commands.ts';

const fits = ({ title, also = '' }: Command, typed: string): boolean => {
  const text = `${title} ${also}`.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

export const Palette = () => {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const [said, setSaid] = useState('');
  const [, navigate] = useLocation();

  const open = () => {
    setTyped('');
    setChosen(0);
    setSaid('');
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

  const found = commandsFor(typed).filter((command) => fits(command, typed.trim()));
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
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen((chosen + step + found.length) % Math.max(found.length, 1));
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
        <input
          type="text"
          role="combobox"
          aria-label="Page, order or command"
          aria-expanded="true"
          aria-controls="commands"
          aria-activedescendant={found[chosen] && `command-${chosen}`}
          placeholder="Page, order id or command"
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={steer}
        />
        {said !== '' && (
          <p class="refused" role="alert">
            {said}
          </p>
        )}
        <div id="commands" role="listbox" aria-label="Commands" tabIndex={-1}>
          {found.map((command, index) => (
            <div
              key={command.title}
              id={`command-${index}`}
              role="option"
              aria-selected={index === chosen}
              onClick={() => void run(command)}
              onKeyDown={steer}
              tabIndex={-1}
            >
              {command.title}
              {command.hint !== undefined && <span class="soft">{command.hint}</span>}
            </div>
          ))}
        </div>
        {found.length === 0 && <p class="empty">Nothing fits.</p>}
      </dialog>
    </>
  );
};
