import type { ReactNode } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";

interface Props {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  side?: "left" | "right";
  wide?: boolean;
  children: ReactNode;
}

/** A sheet at the page's edge. It keeps the focus while open, closes on Escape and gives the focus back. */
export function Drawer({ title, isOpen, onClose, side = "right", wide = false, children }: Props) {
  return (
    <ModalOverlay className={`scrim scrim-${side}`} isOpen={isOpen} onOpenChange={(open) => open || onClose()} isDismissable>
      <Modal className={`drawer${wide ? " drawer-wide" : ""}`}>
        <Dialog className="drawer-body">
          <div className="drawer-head">
            <Heading slot="title">{title}</Heading>
            <Button className="close" aria-label="Close" onPress={onClose}>
              ×
            </Button>
          </div>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
