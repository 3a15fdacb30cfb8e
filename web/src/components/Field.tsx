import { useId } from "react";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly autoComplete: string;
  readonly type?: "text" | "password";
  readonly testId?: string;
  /** Empty when the value is fine. */
  readonly problem?: string;
}

export function Field({ label, value, onValue, autoComplete, type = "text", testId, problem = "" }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        required
        value={value}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        data-testid={testId}
        aria-invalid={problem !== ""}
        aria-describedby={`${id}-problem`}
        onChange={(event) => {
          onValue(event.target.value);
        }}
      />
      <p id={`${id}-problem`} className="field-problem" role="alert">
        {problem}
      </p>
    </div>
  );
}
