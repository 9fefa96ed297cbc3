"""A small set of names for the planner's tests; nothing of it stands in the training examples."""

from datetime import date

from agent.planner.names.lexicon import Company, Lexicon, Party

TODAY = date(2026, 6, 30)
BOOKS = Lexicon(
    companies=(
        Company("HALDE", "Halden Pumpen GmbH", "DE"),
        Company("HALUK", "Halden Pumps UK Ltd", "GB"),
        Company("HALUS", "Halden Pumps Inc", "US", granted=False),
    ),
    parties=(
        Party("Friday & Sons Ltd", "K-10"),
        Party("Acme Trading GmbH", "L-77"),
        Party("Acme Logistics Ltd", "L-78"),
        Party("Müller Armaturen AG"),
        Party("O'Brien'; DROP Works"),
        Party("Weissensal Kunststoffe GmbH"),
    ),
    numbers=frozenset({"RG-2026-05218", "26063688", "2024/0663"}),
    orders=frozenset({"PO-2025-00928"}),
)
