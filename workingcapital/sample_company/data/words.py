"""Streets, goods and services that appear on invented documents."""

STREETS: dict[str, list[str]] = {
    "DE": ["Industriestraße", "Am Werkhafen", "Gewerbering", "Bahnhofstraße", "Lindenallee", "Siemensweg",
    "Hüttenstraße",
           "Mühlenweg", "Im Gewerbepark", "Hafenstraße"],
    "AT": ["Donaulände", "Werkstraße", "Innstraße"],
    "FR": ["Rue de l'Industrie", "Avenue des Forges", "Chemin du Canal"],
    "IT": ["Via dell'Artigianato", "Via Roma", "Viale Europa"],
    "GB": ["Canal Road", "Station Lane", "Foundry Street", "Mill Lane", "Victoria Way", "Riverside Park", "Old Quay"],
    "US": ["Industrial Parkway", "Main Street", "Commerce Drive", "Railroad Avenue", "Lakeview Road", "Mill Street"],
}  # fmt: skip
OTHER_STREETS = ["Industrieweg", "Havnegade", "Průmyslová", "Fabryczna", "Calle Mayor"]

BOUGHT: dict[str, dict[str, list[str]]] = {
    "goods": {
        "de": ["Laufrad GG-25", "Gehäuserohling", "Wellendichtring 45x62", "Rillenkugellager 6208", "Rundstahl 42CrMo4",
               "Elektromotor 7,5 kW", "Flachdichtung DN80", "Sechskantschraube M16", "Gleitringdichtung",
               "Sensormodul"],
        "en": ["Impeller blank", "Pump casing, cast", "Shaft seal 45x62", "Ball bearing 6208", "Round bar 4140",
               "Electric motor 7.5 kW", "Flange gasket DN80", "Hex bolt M16", "Mechanical seal", "Sensor module"],
    },
    "freight": {"de": ["Stückgutfracht", "Teilladung", "Expresslieferung"],
    "en": ["Groupage freight", "Part load", "Express delivery"]},
    "weekly": {"de": ["Unterhaltsreinigung, Kalenderwoche"], "en": ["Cleaning, week of service"]},
    "service": {
        "de": ["Dienstleistung gemäß Leistungsnachweis", "Wartung", "Beratung", "Einsatz Fachkraft"],
        "en": ["Services as per time sheet", "Maintenance", "Advice", "Skilled operative"],
    },
    "rent": {"de": ["Monatliche Gebühr gemäß Vertrag"], "en": ["Monthly charge as per contract"]},
    "lease": {"de": ["Leasingrate Fuhrpark"], "en": ["Lease instalment, vehicles"]},
    "licence": {"de": ["Lizenzgebühr"], "en": ["Fee as per agreement"]},
    "energy": {"de": ["Strom- und Gaslieferung, Verbrauchsmonat"], "en": ["Electricity and gas, month of use"]},
}  # fmt: skip

SOLD: dict[str, list[str]] = {
    "de": ["Kreiselpumpe KP-40", "Kreiselpumpe KP-65", "Tauchmotorpumpe TM-12", "Dosierpumpe D-7",
    "Ersatzlaufrad KP-40",
           "Dichtungssatz", "Wartungspauschale", "Inbetriebnahme vor Ort", "Absperrschieber DN100",
           "Steuerung HalControl"],
    "en": ["Centrifugal pump KP-40", "Centrifugal pump KP-65", "Submersible pump TM-12", "Dosing pump D-7",
    "Impeller KP-40",
           "Seal kit", "Service flat rate", "Commissioning on site", "Gate valve DN100", "Controller HalControl"],
}  # fmt: skip
