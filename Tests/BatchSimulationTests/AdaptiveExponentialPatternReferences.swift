/// Printed by Tests/References/adaptive_exponential_patterns.py.
extension AdaptiveExponentialPattern {
    static let timeStep = 0.01
    static let duration = 400.0
    static let all: [AdaptiveExponentialPattern] = [
        AdaptiveExponentialPattern(
            name: "tonic spiking", current: 500,
            constants: [
                "C": 200, "g_L": 10, "E_L": -70, "V_T": -50, "Delta_T": 2,
                "a": 2, "tau_w": 30, "b": 0, "V_r": -58,
            ],
            steps: [
                1427, 2325, 3239, 4166, 5102, 6045, 6994, 7947, 8903, 9861, 10820, 11781, 12742,
                13704, 14666, 15629, 16592, 17555, 18518, 19481, 20444, 21407, 22370, 23333, 24296,
                25259, 26222, 27185, 28148, 29111, 30074, 31037, 32000, 32963, 33926, 34889, 35852,
                36815, 37778, 38741, 39704,
            ]),
        AdaptiveExponentialPattern(
            name: "adaptation", current: 500,
            constants: [
                "C": 200, "g_L": 12, "E_L": -70, "V_T": -50, "Delta_T": 2,
                "a": 2, "tau_w": 300, "b": 60, "V_r": -58,
            ],
            steps: [
                1495, 2627, 4070, 6036, 8983, 13761, 20533, 28014, 35595,
            ]),
        AdaptiveExponentialPattern(
            name: "initial burst", current: 400,
            constants: [
                "C": 130, "g_L": 18, "E_L": -58, "V_T": -50, "Delta_T": 2,
                "a": 4, "tau_w": 150, "b": 120, "V_r": -50,
            ],
            steps: [
                551, 898, 1635, 7114, 13529, 19927, 26325, 32723, 39121,
            ]),
        AdaptiveExponentialPattern(
            name: "regular bursting", current: 210,
            constants: [
                "C": 200, "g_L": 10, "E_L": -58, "V_T": -50, "Delta_T": 2,
                "a": 2, "tau_w": 120, "b": 100, "V_r": -46,
            ],
            steps: [
                1621, 1918, 2436, 15614, 16155, 29476, 30017,
            ]),
        AdaptiveExponentialPattern(
            name: "delayed accelerating", current: 300,
            constants: [
                "C": 200, "g_L": 12, "E_L": -70, "V_T": -50, "Delta_T": 2,
                "a": -10, "tau_w": 300, "b": 0, "V_r": -58,
            ],
            steps: [
                3362, 5426, 7338, 9135, 10842, 12475, 14047, 15567, 17042, 18478, 19879, 21250,
                22593, 23912, 25209, 26485, 27743, 28984, 30209, 31419, 32616, 33800, 34973, 36135,
                37287, 38429, 39562,
            ]),
        AdaptiveExponentialPattern(
            name: "delayed regular bursting", current: 110,
            constants: [
                "C": 100, "g_L": 10, "E_L": -65, "V_T": -50, "Delta_T": 2,
                "a": -10, "tau_w": 90, "b": 30, "V_r": -47,
            ],
            steps: [
                5724, 6050, 6485, 7218, 12858, 13193, 13644, 14452, 20130, 20464, 20915, 21722,
                27408, 27742, 28193, 29001, 34693, 35027, 35478, 36284,
            ]),
        AdaptiveExponentialPattern(
            name: "transient spiking", current: 180,
            constants: [
                "C": 100, "g_L": 10, "E_L": -65, "V_T": -50, "Delta_T": 2,
                "a": 10, "tau_w": 90, "b": 100, "V_r": -47,
            ],
            steps: [
                3033
            ]),
        AdaptiveExponentialPattern(
            name: "irregular spiking", current: 160,
            constants: [
                "C": 100, "g_L": 12, "E_L": -60, "V_T": -50, "Delta_T": 2,
                "a": -11, "tau_w": 130, "b": 30, "V_r": -48,
            ],
            steps: [
                1569, 1918, 2369, 3042, 4835, 6917, 8351, 11737, 12473, 15001, 16026, 19934, 20592,
                22262, 24785, 25813, 29723, 30381, 32053, 34575, 35604, 39510,
            ]),
    ]
}
