import "react";

declare module "react" {
  interface CSSProperties {
    "--dock-height"?: string;
  }
}
