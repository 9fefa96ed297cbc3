/** Hand a file to the browser to keep. */
export function save(file: { name: string; content: Blob }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file.content);
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(link.href);
}
