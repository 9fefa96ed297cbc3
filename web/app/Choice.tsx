import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue, Text } from "react-aria-components";

export interface Option {
  id: string;
  name: string;
  hint?: string;
}

interface Props {
  label: string;
  value: string;
  options: Option[];
  onChange: (id: string) => void;
}

/** A quiet drop-down: the value, a caret, and a list with a line of explanation each. */
export function Choice({ label, value, options, onChange }: Props) {
  return (
    <Select className="choice" aria-label={label} value={value} onChange={(key) => key !== null && onChange(String(key))}>
      <Button className="choice-button">
        <SelectValue className="choice-value">{({ selectedText }) => selectedText}</SelectValue>
        <svg aria-hidden="true" className="caret" viewBox="0 0 10 6" width="10" height="6">
          <path d="M1 1l4 4 4-4" />
        </svg>
      </Button>
      <Popover className="choice-list" placement="bottom end">
        <ListBox items={options}>
          {(option) => (
            <ListBoxItem className="choice-item" id={option.id} textValue={option.name}>
              <Text slot="label">{option.name}</Text>
              {option.hint ? <Text slot="description">{option.hint}</Text> : null}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
