/** @jsxRuntime automatic @jsxImportSource preact */
/** Under which strategy, and with which options. */
import type { OptionField } from '../engine/options.ts';
import type { StrategyInfo, Use } from '../engine/protocol.ts';

export interface StrategyFormProps {
  readonly infos: readonly StrategyInfo[];
  readonly use: Use;
  readonly onChange: (use: Use) => void;
}

export function StrategyForm({ infos, use, onChange }: StrategyFormProps) {
  const info = infos.find(({ name }) => name === use.name);
  const [suitable, others] = [
    infos.filter((one) => one.unsuitable === null),
    infos.filter((one) => one.unsuitable !== null),
  ];
  const set = (field: OptionField, value: unknown) => {
    const { [field.name]: _, ...rest } = use.with;
    const isUsual = JSON.stringify(value) === JSON.stringify(field.usual);
    onChange({ name: use.name, with: isUsual ? rest : { ...rest, [field.name]: value } });
  };
  return (
    <fieldset class="live-strategy">
      <legend class="visually-hidden">Strategy</legend>
      <label>
        Strategy{' '}
        <select value={use.name} onChange={(event) => onChange({ name: event.currentTarget.value, with: {} })}>
          {suitable.map(({ name }) => (
            <option value={name}>{name}</option>
          ))}
          {others.length > 0 && (
            <optgroup label="Not in this scenario">
              {others.map(({ name, unsuitable }) => (
                <option value={name} disabled>
                  {name}: {unsuitable}
                </option>
              ))}
            </optgroup>
          )}
        </select>
      </label>
      {info?.fields.map((field) => (
        <Field key={`${use.name} ${field.name}`} field={field} value={use.with[field.name] ?? field.usual} set={set} />
      ))}
      {info !== undefined && <p class="hint">{info.title}</p>}
    </fieldset>
  );
}

interface FieldProps {
  readonly field: OptionField;
  readonly value: unknown;
  readonly set: (field: OptionField, value: unknown) => void;
}

function Field({ field, value, set }: FieldProps) {
  const { name } = field;
  switch (field.kind) {
    case 'choice':
      return (
        <label>
          {name}{' '}
          <select value={String(value)} onChange={(event) => set(field, event.currentTarget.value)}>
            {field.values.map((each) => (
              <option value={each}>{each}</option>
            ))}
          </select>
        </label>
      );
    case 'switch':
      return (
        <label>
          <input
            type="checkbox"
            checked={value === true}
            onChange={(event) => set(field, event.currentTarget.checked)}
          />{' '}
          {name}
        </label>
      );
    case 'number':
      return (
        <label>
          {name}{' '}
          <input
            type="number"
            value={Number(value)}
            onChange={(event) => set(field, event.currentTarget.valueAsNumber)}
          />
        </label>
      );
    case 'text':
      return (
        <label>
          {name}{' '}
          <input
            type="text"
            size={6}
            value={String(value)}
            onChange={(event) => set(field, event.currentTarget.value)}
          />
        </label>
      );
    case 'list': {
      const text = (value as readonly string[]).join(' ');
      return (
        <label>
          {name}{' '}
          <input
            type="text"
            size={12}
            value={text}
            onChange={(event) =>
              set(
                field,
                event.currentTarget.value.split(/[\s,]+/).filter((word) => word !== ''),
              )
            }
          />
        </label>
      );
    }
  }
}
