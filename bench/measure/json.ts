const WIDTH = 160;

/**
 * JSON that people can read and compare: a value that fits on one line takes one line, a list of numbers fills its lines, and everything
 * else takes a line per member. Fractions keep five digits. JSON has no `Infinity`, so it becomes null.
 */
export function readableJson(value: unknown): string {
  return format(JSON.parse(JSON.stringify(value, rounded)), 0, 0);
}

/** `used` is the length of the key before the value and of the comma after it. The outermost value always has several lines. */
function format(value: unknown, depth: number, used: number): string {
  const short = JSON.stringify(value);
  if (depth > 0 && depth + used + short.length <= WIDTH) return short;
  const indent = ' '.repeat(depth + 1);
  const end = `\n${' '.repeat(depth)}`;
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every((each) => typeof each === 'number')) return `[${fill(value, indent)}${end}]`;
    return `[${value.map((each) => `\n${indent}${format(each, depth + 1, 1)}`).join(',')}${end}]`;
  }
  if (typeof value !== 'object' || value === null) return short;
  const members = Object.entries(value).map(([key, member]) => {
    const name = `${JSON.stringify(key)}: `;
    return `\n${indent}${name}${format(member, depth + 1, name.length + 1)}`;
  });
  return `{${members.join(',')}${end}}`;
}

function fill(numbers: readonly number[], indent: string): string {
  let line = '';
  const lines: string[] = [];
  for (const [at, number] of numbers.entries()) {
    const text = `${number}${at === numbers.length - 1 ? '' : ','}`;
    if (line !== '' && indent.length + line.length + text.length > WIDTH) {
      lines.push(line);
      line = '';
    }
    line += text;
  }
  return [...lines, line].map((each) => `\n${indent}${each}`).join('');
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}
