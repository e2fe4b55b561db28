// What is to happen when: a binary heap by time; what is to happen at one time happens in the order it was entered.

type Action = () => void;

interface Entry {
  readonly time: number;
  readonly number: number;
  readonly action: Action;
}

export interface Calendar {
  /** Seconds since the beginning. */
  readonly now: number;
  after(seconds: number, action: Action): void;
  /** Until nothing is left to happen. */
  run(): void;
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.time < other.time || (one.time === other.time && one.number < other.number);

export const createCalendar = (): Calendar => {
  const heap: Entry[] = [];
  let now = 0;
  let entered = 0;

  const swapUp = (entry: Entry): void => {
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above] as Entry;
      if (!isBefore(entry, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = entry;
  };

  const smallerChild = (place: number): number => {
    const left = 2 * place + 1;
    const [one, other] = [heap[left], heap[left + 1]];
    return one !== undefined && other !== undefined && isBefore(other, one) ? left + 1 : left;
  };

  const takeFirst = (): Entry | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      const below = smallerChild(place);
      const child = heap[below];
      if (child === undefined || !isBefore(child, last)) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
    return first;
  };

  return {
    get now() {
      return now;
    },
    after: (seconds, action) => {
      entered += 1;
      swapUp({ time: now + seconds, number: entered, action });
    },
    run: () => {
      for (let next = takeFirst(); next !== undefined; next = takeFirst()) {
        now = next.time;
        next.action();
      }
    },
  };
};
